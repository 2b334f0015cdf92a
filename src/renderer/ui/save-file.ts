/** Lets the browser save what an address answers; same-origin only. */
export function saveFromAddress(href: string, fileName = ''): void {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.download = fileName;
  anchor.click();
}

/** Saves the frame that a video element shows, as PNG in the video's own size. */
export function saveShownFrame(video: HTMLVideoElement, fileName: string): void {
  if (video.videoWidth === 0) return;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  canvas.toBlob((blob) => {
    if (blob === null) return;
    const href = URL.createObjectURL(blob);
    saveFromAddress(href, fileName);
    // The download has begun by the time the next task runs; the picture need not stay in memory.
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }, 'image/png');
}
