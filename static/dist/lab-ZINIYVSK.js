import{a as o}from"./lab-AFO2WHIV.js";import"./lab-BJF7JLUR.js";import"./lab-2KUAHQKO.js";import"./lab-XNCCTMKF.js";export{o as SpaceTime};
