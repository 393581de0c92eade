import{a as o}from"./lab-THRLE4WN.js";import"./lab-IOOROGHL.js";import"./lab-JLQ37Q2P.js";import"./lab-4DOP2QSF.js";export{o as SpaceTime};
