import{a as o,b as r,c as m,d as p,e as t}from"./judged-PMQZ7LRJ.js";import"./judged-V6U4Q6TM.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
