import{a as o}from"./lab-C43YG4UJ.js";import"./lab-MQROSDKY.js";import"./lab-74SZHS25.js";import"./lab-NNTBWFS2.js";export{o as SpaceTime};
