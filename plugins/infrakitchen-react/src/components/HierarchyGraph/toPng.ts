/** Browsers refuse larger pictures. */
const MAX_SIDE = 8_192;

/** Draws an SVG as PNG, smaller where it would be too large for a browser. */
export async function toPng(svg: string): Promise<Blob> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const scale = Math.min(
    2,
    MAX_SIDE / picture.naturalWidth,
    MAX_SIDE / picture.naturalHeight,
  );
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.naturalWidth * scale);
  canvas.height = Math.round(picture.naturalHeight * scale);
  canvas
    .getContext('2d')!
    .drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob =>
      blob ? resolve(blob) : reject(new Error('The picture cannot be drawn')),
    );
  });
}
