import{a as o}from"./lab-L52KBM2O.js";import"./lab-IPXVTKJJ.js";import"./lab-SX5SV77W.js";import"./lab-XCX57LZV.js";export{o as SpaceTime};
