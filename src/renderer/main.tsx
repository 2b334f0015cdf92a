import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { Localized } from './app/Localized.tsx';
import { enter } from './app/session.ts';
import { announceLanguage, firstLanguage, startI18n } from './i18n/index.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const language = firstLanguage();
announceLanguage(language);
await startI18n(language);
const entry = enter();
createRoot(root).render(
  <StrictMode>
    <Localized>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 5000 } } })}>
        <ModalsProvider>
          <Notifications position="top-right" />
          <App entry={entry} />
        </ModalsProvider>
      </QueryClientProvider>
    </Localized>
  </StrictMode>,
);
