import{a as o}from"./lab-7OP6KZNM.js";import"./lab-B6LFP7J2.js";import"./lab-LDNWF7MA.js";import"./lab-2LOOSZHZ.js";export{o as SpaceTime};
