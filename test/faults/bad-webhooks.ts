import type { Alert } from '../../src/shared/alerts.ts';
import type { SendFailureReason, Webhook } from '../../src/shared/webhooks.ts';
import { eventually } from '../support/eventually.ts';
import { startWebhookTarget, type WebhookTarget } from '../support/webhook-target.ts';
import type { Rig } from './rig.ts';

const kinds = ['camera_down', 'camera_back'] as const;

/** What is wrong with a target, and what the product has to call it. */
export const troubles = [
  ['dead', 'refused'],
  ['slow', 'timeout'],
  ['nonsense', 'nonsense'],
] as const satisfies readonly (readonly [string, SendFailureReason])[];
export type Trouble = (typeof troubles)[number][0];

/** An alert by its number in the list, its kind and its camera. */
export interface Told {
  readonly id: number;
  readonly kind: string;
  readonly camera: string | null;
}

/** What a target had when it was well again, beside the list of alerts; `before`: how it went while it was not. */
export interface Delivered {
  readonly before: Webhook['status'];
  readonly told: readonly Told[];
  readonly listed: readonly Told[];
}

export interface BadWebhooks {
  /** Makes all targets well and waits until each has what happened. */
  heal(): Promise<ReadonlyMap<Trouble, Delivered>>;
  close(): Promise<void>;
}

/** A target in trouble. A dead one was alive for a moment, so that its port is known. */
async function startBadTarget(trouble: Trouble): Promise<WebhookTarget> {
  const target = await startWebhookTarget();
  if (trouble === 'dead') await target.close();
  else target.behave({ kind: trouble === 'slow' ? 'silent' : 'noise' });
  return target;
}

async function alertsOf(rig: Rig): Promise<Told[]> {
  const { alerts } = await rig
    .product()
    .json<{ alerts: Alert[] }>('GET', `/api/alerts?kinds=${kinds.join(',')}&limit=200`);
  return alerts.map(({ id, kind, cameraName }) => ({ id, kind, camera: cameraName })).reverse();
}

const toldTo = ({ received }: WebhookTarget): Told[] =>
  received.map(({ payload: { id, kind, camera } }) => ({ id, kind, camera: camera?.name ?? null }));

/** Lets a product that records already tell three targets of its cameras, none of which takes anything. */
export async function startBadWebhooks(rig: Rig): Promise<BadWebhooks> {
  const product = rig.product();
  const known = (await alertsOf(rig)).at(-1)?.id ?? 0;
  const targets = new Map<Trouble, WebhookTarget>();
  const ids = new Map<Trouble, string>();
  for (const [trouble] of troubles) {
    const target = await startBadTarget(trouble);
    targets.set(trouble, target);
    const { id } = await product.json<Webhook>('POST', '/api/webhooks', { name: trouble, url: target.url, kinds });
    ids.set(trouble, id);
  }
  const statusOf = async (trouble: Trouble): Promise<Webhook['status']> => {
    const { webhooks } = await product.json<{ webhooks: Webhook[] }>('GET', '/api/webhooks');
    return webhooks.find(({ id }) => id === ids.get(trouble))!.status;
  };
  const healOne = async (trouble: Trouble): Promise<Delivered> => {
    const before = await statusOf(trouble);
    const bad = targets.get(trouble)!;
    if (trouble !== 'dead') await bad.close();
    const target = await startWebhookTarget(bad.port);
    targets.set(trouble, target);
    await product.json('POST', `/api/webhooks/${ids.get(trouble)}/resume`);
    return eventually(
      `all alerts to reach the target that was ${trouble}`,
      async () => {
        const listed = (await alertsOf(rig)).filter(({ id }) => id > known);
        if ((await statusOf(trouble)).pending > 0 || target.received.length < listed.length) return null;
        return { before, told: toldTo(target).slice(0, listed.length), listed };
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
  };
  return {
    heal: async () =>
      new Map(await Promise.all(troubles.map(async ([trouble]) => [trouble, await healOne(trouble)] as const))),
    async close() {
      for (const target of targets.values()) await target.close();
    },
  };
}
