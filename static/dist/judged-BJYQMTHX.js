import{a as o,b as r,c as m,d as p,e as t}from"./judged-7KJK3H4G.js";import"./judged-NMNOD2HJ.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
