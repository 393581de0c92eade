import{a as o}from"./lab-MMKN255N.js";import"./lab-6RNESZ2X.js";import"./lab-NK3IVEL3.js";import"./lab-TMU7XPSK.js";export{o as SpaceTime};
