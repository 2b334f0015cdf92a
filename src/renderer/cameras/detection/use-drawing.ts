import { useCallback, useEffect, useState } from 'react';
import { amended, changed, newDrawing, redone, undone, type Drawing, type Shape } from '../model/drawing.ts';

export interface DrawingHandle {
  readonly drawing: Drawing;
  /** A step that can be taken back; `part` of a drag adds to the step before. */
  readonly change: (edit: (shapes: readonly Shape[]) => readonly Shape[], part?: boolean) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Shapes with undo and redo; Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y, while no text is being typed. */
export function useDrawing(first: readonly Shape[]): DrawingHandle {
  const [drawing, setDrawing] = useState(() => newDrawing(first));
  const change = useCallback<DrawingHandle['change']>(
    (edit, part = false) => setDrawing((before) => (part ? amended : changed)(before, edit(before.shapes))),
    [],
  );
  const undo = useCallback(() => setDrawing(undone), []);
  const redo = useCallback(() => setDrawing(redone), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [undo, redo]);
  return { drawing, change, undo, redo };
}
