import{a as o}from"./lab-GJ2EIAPI.js";import"./lab-R7PEHZ5F.js";import"./lab-PB7M2H3Q.js";import"./lab-7SC267IT.js";export{o as SpaceTime};
