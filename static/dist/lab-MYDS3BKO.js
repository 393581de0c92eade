import{a as o}from"./lab-CCNLV4CK.js";import"./lab-QYNCVXV2.js";import"./lab-P5ZB535L.js";import"./lab-UW4YKMD2.js";export{o as SpaceTime};
