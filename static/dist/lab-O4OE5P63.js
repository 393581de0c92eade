import{a as o}from"./lab-WUM3LKLY.js";import"./lab-XMLU2R4X.js";import"./lab-OFW52NJI.js";import"./lab-36IJUA6Y.js";export{o as SpaceTime};
