import{a as o}from"./lab-UKO7J7R7.js";import"./lab-CZATTCPJ.js";import"./lab-7AB6J23U.js";import"./lab-XB2DVXMN.js";export{o as SpaceTime};
