import{a as o}from"./lab-K32SPKUX.js";import"./lab-YFIOLT3E.js";import"./lab-NJGZWOFE.js";import"./lab-TUFPSVYB.js";export{o as SpaceTime};
