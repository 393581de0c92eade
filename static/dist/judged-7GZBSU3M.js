import{a as o,b as r,c as m,d as p,e as t}from"./judged-FGI5USGF.js";import"./judged-3LAIMKI3.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
