import{a as o}from"./lab-ARWJAHT7.js";import"./lab-PDJZ6XUB.js";import"./lab-RGHMSK3U.js";import"./lab-UWIYTCPY.js";export{o as SpaceTime};
