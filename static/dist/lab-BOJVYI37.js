import{a as o}from"./lab-JMILMCWQ.js";import"./lab-NPZC7VKU.js";import"./lab-5QSLZZ7N.js";import"./lab-QC2GCPE4.js";export{o as SpaceTime};
