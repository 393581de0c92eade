import{a as o}from"./lab-ZAFHBORP.js";import"./lab-HGZJYCQR.js";import"./lab-VKSVBPZX.js";import"./lab-ZSCV7553.js";export{o as SpaceTime};
