import type { DetectionPlan } from '../../shared/detection-plan.ts';
import type { Box } from '../../shared/geometry.ts';
import { contains } from '../../shared/geometry.ts';
import { standingPoint } from './geometry.ts';

/** Whether what is in this box stands in a part of the picture in which nothing is looked for. Pure. */
export function masked({ masks }: Pick<DetectionPlan, 'masks'>, box: Box): boolean {
  if (masks.length === 0) return false;
  const point = standingPoint(box);
  return masks.some((mask) => contains(mask, point));
}
