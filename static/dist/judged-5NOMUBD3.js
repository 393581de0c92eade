import{a as o,b as r,c as m,d as p,e as t}from"./judged-JNWHUUF2.js";import"./judged-MYBDWB33.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
