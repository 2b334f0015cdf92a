import type { AlertKind } from '../../shared/alerts.ts';
import { webhookInputSchema, type Webhook, type WebhookInput } from '../../shared/webhooks.ts';

/** What the fields of a webhook hold. An empty secret is none that was typed; no kinds are all. */
export interface WebhookForm {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly removeSecret: boolean;
  readonly kinds: AlertKind[];
  readonly enabled: boolean;
}

export function webhookFormOf(webhook: Webhook | null): WebhookForm {
  return {
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    secret: '',
    removeSecret: false,
    kinds: [...(webhook?.kinds ?? [])],
    enabled: webhook?.enabled ?? true,
  };
}

/** What is sent for the form. A secret that was not typed is left out: the stored one stays. */
export function webhookInputOf({ name, url, secret, removeSecret, kinds, enabled }: WebhookForm): WebhookInput {
  return {
    name: name.trim(),
    url: url.trim(),
    ...(removeSecret ? { secret: null } : secret === '' ? {} : { secret }),
    kinds: kinds.length === 0 ? null : [...kinds],
    enabled,
  };
}

type Field = 'name' | 'url' | 'secret';

/** Fields that the engine would refuse. */
export function webhookProblems(form: WebhookForm): Field[] {
  const parsed = webhookInputSchema.safeParse(webhookInputOf(form));
  const paths = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]));
  return (['name', 'url', 'secret'] as const).filter((field) => paths.includes(field));
}
