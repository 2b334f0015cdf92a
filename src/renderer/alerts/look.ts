import { IconAlertTriangleFilled, IconFlameFilled, IconInfoCircleFilled, type TablerIcon } from '@tabler/icons-react';
import type { AlertSeverity } from '../../shared/alerts.ts';

/** How each severity looks everywhere. */
export const severityLook: Readonly<Record<AlertSeverity, { readonly color: string; readonly icon: TablerIcon }>> = {
  info: { color: 'blue', icon: IconInfoCircleFilled },
  warning: { color: 'yellow', icon: IconAlertTriangleFilled },
  critical: { color: 'red', icon: IconFlameFilled },
};
