import{a as o}from"./lab-GQK7WOZF.js";import"./lab-2CWXWDMA.js";import"./lab-IHMXIASN.js";import"./lab-QN6IMPQW.js";export{o as SpaceTime};
