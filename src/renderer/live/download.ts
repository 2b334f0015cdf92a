/** Hands bytes to the browser as a file. */
export function downloadBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the bytes over by its next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
