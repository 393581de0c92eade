import{a as o}from"./lab-7TJ4GRPO.js";import"./lab-7H4P3H77.js";import"./lab-UTTF3MII.js";import"./lab-F65KF4B2.js";export{o as SpaceTime};
