import{a as o}from"./lab-4J2HHBBX.js";import"./lab-PRX3CVB5.js";import"./lab-IXJYRQUI.js";import"./lab-5KCEVZWV.js";export{o as SpaceTime};
