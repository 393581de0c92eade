import{a as o}from"./lab-FDVLRJFJ.js";import"./lab-MTWNGMKB.js";import"./lab-KS7KVRI3.js";import"./lab-XMDIGXWC.js";export{o as SpaceTime};
