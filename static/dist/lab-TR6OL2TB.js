import{a as o}from"./lab-YHW46KY3.js";import"./lab-X6QJ6NT2.js";import"./lab-MZ3CA7A6.js";import"./lab-J5PMGMAZ.js";export{o as SpaceTime};
