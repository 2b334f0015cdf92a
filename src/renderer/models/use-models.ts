import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ServerEvent } from '../../shared/events.ts';
import { api } from '../api/client.ts';

const key = ['models'];

/** The list of models; events keep it fresh. */
export function useModels() {
  return useQuery({ queryKey: key, queryFn: () => api.models.list() });
}

/** What the list makes of each event. */
export function useModelEvents(): (event: ServerEvent) => void {
  const queries = useQueryClient();
  return useMemo(
    () => (event: ServerEvent) => {
      if (event.type === 'models') queries.setQueryData(key, { models: event.models });
      // After a broken connection nobody knows what was missed; a camera may use another model now.
      if (event.type === 'hello' || event.type === 'camera') void queries.invalidateQueries({ queryKey: key });
    },
    [queries],
  );
}
