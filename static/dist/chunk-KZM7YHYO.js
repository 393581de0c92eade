import{a,b,c,d,e}from"./chunk-EF35GBTU.js";import"./chunk-Y26PPO7E.js";export{a as diagramSvg,e as download,c as fontFaces,d as pictureBlob,b as resolveStyles};
