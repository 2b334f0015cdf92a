import { z } from 'zod';
import { pointSchema, polygonSchema } from './geometry.ts';

/** Id of a model: a name of the catalogue (`yolox-nano`), or `file-` and a hash for one from a file. */
export const modelIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, dots and dashes');
export type ModelId = z.infer<typeof modelIdSchema>;

/** The detector that comes with Vigil. */
export const BUNDLED_MODEL: ModelId = 'hog-people';

const idSchema = z.string().regex(/^[a-z0-9]{1,12}$/);
const nameSchema = z.string().trim().min(1).max(60);
/** Class labels as the model says them (`person`); none: all classes. */
const labelsSchema = z.array(z.string().min(1).max(60)).max(100);

/** A named part of the picture. */
export const zoneSchema = z.object({ id: idSchema, name: nameSchema, polygon: polygonSchema });
export type Zone = z.infer<typeof zoneSchema>;

/**
 * A trip-wire: a line of two or more points. Whoever walks along the line from the first point to the last has its
 * right-hand side on his right: crossing from left to right is `in`, from right to left `out`.
 */
export const wireSchema = z.object({ id: idSchema, name: nameSchema, points: z.array(pointSchema).min(2).max(16) });
export type Wire = z.infer<typeof wireSchema>;

/** Hours of the recorder's local week in which a rule holds: [startMinute, endMinute) of a day, 0 is Monday; none: always. */
export const ruleHoursSchema = z
  .object({
    day: z.number().int().min(0).max(6),
    startMinute: z.number().int().min(0).max(1439),
    endMinute: z.number().int().min(1).max(1440),
  })
  .refine(({ startMinute, endMinute }) => endMinute > startMinute, 'must end later than it begins');
export type RuleHours = z.infer<typeof ruleHoursSchema>;

const ruleBase = {
  id: idSchema,
  name: nameSchema,
  enabled: z.boolean().default(true),
  labels: labelsSchema.default([]),
  hours: z.array(ruleHoursSchema).max(100).default([]),
  /** An event of this rule is an alert too. */
  alert: z.boolean().default(false),
};

/** What makes an event of a track. `appear`: it is seen at all, in a zone or (zoneId null) anywhere. */
export const ruleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('appear'), ...ruleBase, zoneId: idSchema.nullable().default(null) }),
  z.object({ kind: z.literal('enter'), ...ruleBase, zoneId: idSchema }),
  z.object({ kind: z.literal('leave'), ...ruleBase, zoneId: idSchema }),
  z.object({
    kind: z.literal('loiter'),
    ...ruleBase,
    zoneId: idSchema,
    seconds: z.number().min(1).max(3600).default(10),
  }),
  z.object({
    kind: z.literal('cross'),
    ...ruleBase,
    wireId: idSchema,
    direction: z.enum(['in', 'out', 'both']).default('both'),
  }),
]);
export type Rule = z.infer<typeof ruleSchema>;
export const ruleKinds = ['appear', 'enter', 'leave', 'loiter', 'cross'] as const;
export type RuleKind = (typeof ruleKinds)[number];

/**
 * What is looked for in a camera's pictures. With no rules, each track of the chosen classes is an event (`appear`, anywhere).
 */
export const detectionPlanSchema = z
  .object({
    enabled: z.boolean().default(false),
    model: modelIdSchema.default(BUNDLED_MODEL),
    /** Classes that are looked for; none: all that the model knows. */
    labels: labelsSchema.default(['person']),
    /** Least score of a detection, 0 to 1, that begins a track. */
    minScore: z.number().min(0.05).max(0.99).default(0.6),
    /** Pictures a second that are wanted; fewer under load. 0.1 is one in ten seconds. */
    fps: z.number().min(0.1).max(30).default(5),
    /** Looks only while something moves, and where. */
    motionGate: z.boolean().default(true),
    /** Parts of the picture in which nothing is looked for: what stands in one (the middle of its lower edge) is left out. */
    masks: z.array(polygonSchema).max(16).default([]),
    zones: z.array(zoneSchema).max(32).default([]),
    wires: z.array(wireSchema).max(32).default([]),
    rules: z.array(ruleSchema).max(64).default([]),
    /** A classifier that looks once at each track (gender, clothing); null: none. */
    attributeModel: modelIdSchema.nullable().default(null),
  })
  .superRefine((plan, ctx) => {
    const refuse = (path: (string | number)[], message: string) => ctx.addIssue({ code: 'custom', path, message });
    for (const [list, items] of [
      ['zones', plan.zones],
      ['wires', plan.wires],
      ['rules', plan.rules],
    ] as const) {
      const ids = new Set<string>();
      items.forEach(({ id }, index) => {
        if (ids.has(id)) refuse([list, index, 'id'], 'is there twice');
        ids.add(id);
      });
    }
    plan.rules.forEach((rule, index) => {
      if (rule.kind === 'cross') {
        if (!plan.wires.some(({ id }) => id === rule.wireId))
          refuse(['rules', index, 'wireId'], 'there is no such line');
      } else if (rule.zoneId !== null && !plan.zones.some(({ id }) => id === rule.zoneId)) {
        refuse(['rules', index, 'zoneId'], 'there is no such zone');
      }
    });
  });
export type DetectionPlan = z.infer<typeof detectionPlanSchema>;
