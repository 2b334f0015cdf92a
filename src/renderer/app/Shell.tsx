import { Alert, Box, Text, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconCamera,
  IconHeartbeat,
  IconHistory,
  IconLayoutGrid,
  IconLogout,
  IconPlugConnectedX,
  IconSettings,
  IconWalk,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { AlertBell } from '../alerts/AlertBell.tsx';
import { CriticalBanner } from '../alerts/CriticalBanner.tsx';
import { api } from '../api/client.ts';
import { useCameraStore } from '../state/camera-store.ts';
import classes from './Shell.module.css';

const pages = [
  { path: '/', icon: IconLayoutGrid, label: 'nav.live' },
  { path: '/replay', icon: IconHistory, label: 'nav.replay' },
  { path: '/events', icon: IconWalk, label: 'nav.events' },
  { path: '/cameras', icon: IconCamera, label: 'nav.cameras' },
  { path: '/health', icon: IconHeartbeat, label: 'nav.health' },
  { path: '/settings', icon: IconSettings, label: 'nav.settings' },
] as const;

/** The frame around every page: a rail of pages at the left, the page, and a bar when the recorder is out of reach. */
export function Shell({ children, onSignedOut }: { readonly children: ReactNode; readonly onSignedOut: () => void }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const lost = useCameraStore((state) => state.connection === 'lost');
  return (
    <div className={classes['frame']}>
      <nav className={classes['rail']} aria-label={t('appName')}>
        <img src="/icon.svg" alt="" className={classes['logo']} />
        <div className={classes['pages']}>
          {pages.map(({ path, icon: Icon, label }) => (
            <Link
              key={path}
              href={path}
              className={classes['item'] ?? ''}
              aria-current={(path === '/' ? location === '/' : location.startsWith(path)) ? 'page' : undefined}
            >
              <Icon size={26} stroke={1.6} aria-hidden />
              <Text size="xs">{t(label)}</Text>
            </Link>
          ))}
        </div>
        <AlertBell className={classes['item'] ?? ''} />
        <Tooltip label={t('nav.signOut')} position="right">
          <UnstyledButton
            className={classes['item'] ?? ''}
            aria-label={t('nav.signOut')}
            onClick={() => void api.session.signOut().finally(onSignedOut)}
          >
            <IconLogout size={22} stroke={1.6} aria-hidden />
          </UnstyledButton>
        </Tooltip>
      </nav>
      <div className={classes['content']}>
        <CriticalBanner />
        <Box component="main" className={classes['page'] ?? ''}>
          {children}
          {lost && (
            <Alert
              className={classes['lost'] ?? ''}
              color="red"
              variant="filled"
              icon={<IconPlugConnectedX />}
              role="status"
            >
              {t('connection.lost')}
            </Alert>
          )}
        </Box>
      </div>
    </div>
  );
}
