import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConnectionTestRequest, ConnectionTestResult } from '../../shared/camera.ts';
import { api } from '../api/client.ts';

export type TestState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly startedMs: number }
  | { readonly phase: 'done'; readonly result: ConnectionTestResult; readonly key: string }
  | { readonly phase: 'failed'; readonly error: unknown };

export interface ConnectionTest {
  readonly state: TestState;
  /** `key` stands for what was tested, to tell later whether the result still holds. */
  readonly start: (request: ConnectionTestRequest, key: string) => void;
  readonly cancel: () => void;
}

/** One connection test at a time; cancelling ends it in the recorder too, and so does leaving the dialog. */
export function useConnectionTest(): ConnectionTest {
  const [state, setState] = useState<TestState>({ phase: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback((request: ConnectionTestRequest, key: string) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState({ phase: 'running', startedMs: Date.now() });
    api.cameras.test(request, controller.signal).then(
      (result) => !controller.signal.aborted && setState({ phase: 'done', result, key }),
      (error: unknown) => !controller.signal.aborted && setState({ phase: 'failed', error }),
    );
  }, []);
  const cancel = useCallback(() => {
    running.current?.abort();
    setState({ phase: 'idle' });
  }, []);
  return { state, start, cancel };
}
