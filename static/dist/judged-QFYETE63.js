import{a as o,b as r,c as m,d as p,e as t}from"./judged-WGLAN4OP.js";import"./judged-CQZ7PAT7.js";export{o as diagramSvg,t as download,m as fontFaces,p as pictureBlob,r as resolveStyles};
