import{a as o}from"./lab-XEDVKEL4.js";import"./lab-F7G3JKWC.js";import"./lab-65G6MSUF.js";import"./lab-L3SU7ZVS.js";export{o as SpaceTime};
