import { create } from 'zustand';
import type { ServerEvent } from '../../shared/events.ts';

interface AlertStore {
  /** Alerts that nobody has read; null until it is known. */
  readonly unread: number | null;
  readonly open: boolean;
  readonly setUnread: (unread: number) => void;
  readonly setOpen: (open: boolean) => void;
  readonly apply: (event: ServerEvent) => void;
}

/** What of the alerts the whole interface shows: the number at the bell, and whether their drawer is open. */
export const useAlertStore = create<AlertStore>((set) => ({
  unread: null,
  open: false,
  setUnread: (unread) => set({ unread }),
  setOpen: (open) => set({ open }),
  apply: (event) => {
    if (event.type === 'alert' || event.type === 'alerts_read') set({ unread: event.unread });
  },
}));
