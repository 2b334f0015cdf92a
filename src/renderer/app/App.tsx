import { Center, Loader, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch } from 'wouter';
import type { ServerEvent } from '../../shared/events.ts';
import { useAlertEvents } from '../alerts/use-alert-events.ts';
import { followEvents } from '../api/client.ts';
import { CamerasPage } from '../cameras/CamerasPage.tsx';
import { EventsPage } from '../events/EventsPage.tsx';
import { useDetectionEvents } from '../events/use-events.ts';
import { HealthPage } from '../health/HealthPage.tsx';
import { LivePage } from '../live/LivePage.tsx';
import { ModelsPage } from '../models/ModelsPage.tsx';
import { useModelEvents } from '../models/use-models.ts';
import { ReplayPage } from '../replay/ReplayPage.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { useCameraStore } from '../state/camera-store.ts';
import { useDetectionStore } from '../state/detection-store.ts';
import { useSession } from './session.ts';
import { Shell } from './Shell.tsx';
import { SignIn } from './SignIn.tsx';

/** Before it is known whether there is a session. */
function Entering() {
  const { t } = useTranslation();
  const lost = useCameraStore(({ connection }) => connection === 'lost');
  return (
    <Center mih="100vh">
      <Stack align="center">
        <Loader />
        {lost && <Text role="status">{t('connection.lost')}</Text>}
      </Stack>
    </Center>
  );
}

export function App({ entry }: { readonly entry: Promise<'none' | 'open'> }) {
  const [session, setSession] = useSession(entry);
  const heedAlerts = useAlertEvents();
  const heedModels = useModelEvents();
  const heedDetections = useDetectionEvents();
  useEffect(() => {
    if (session !== 'open') return undefined;
    const lifetime = new AbortController();
    const { apply, setConnection } = useCameraStore.getState();
    const heed = (event: ServerEvent) => {
      apply(event);
      useDetectionStore.getState().apply(event);
      heedAlerts(event);
      heedModels(event);
      heedDetections(event);
    };
    followEvents(heed, setConnection, lifetime.signal);
    return () => lifetime.abort();
  }, [session, heedAlerts, heedModels, heedDetections]);

  if (session === 'checking') return <Entering />;
  if (session === 'none') return <SignIn onSignedIn={() => setSession('open')} />;
  return (
    <Shell onSignedOut={() => setSession('none')}>
      <Switch>
        <Route path="/" component={LivePage} />
        <Route path="/replay/:cameraId?" component={ReplayPage} />
        <Route path="/events" component={EventsPage} />
        <Route path="/cameras" component={CamerasPage} />
        <Route path="/health" component={HealthPage} />
        <Route path="/settings/models" component={ModelsPage} />
        <Route path="/settings" component={SettingsPage} />
        <Route>
          <Redirect to="/" />
        </Route>
      </Switch>
    </Shell>
  );
}
