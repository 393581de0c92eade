import{a as o}from"./lab-DJFMN533.js";import"./lab-WQYS4MW6.js";import"./lab-F5ET52VF.js";import"./lab-RNDDQ4DI.js";export{o as SpaceTime};
