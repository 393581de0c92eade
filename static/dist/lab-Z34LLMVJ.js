import{a as o}from"./lab-VOVVKY7N.js";import"./lab-X7QFCSJX.js";import"./lab-VE5FBACB.js";import"./lab-AA3F2QYU.js";export{o as SpaceTime};
