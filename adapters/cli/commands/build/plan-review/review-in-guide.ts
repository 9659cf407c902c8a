// Reviews a plan in a guide, for which the dashboard of the build gives the screen away and takes it back.
import type { Guide } from '../../../../../application/ports/guide.port.ts';
import type { Session } from '../../../../../application/session/session.ts';
import type { BuildStart } from '../build-start.ts';
import type { ViewObserver } from '../run-view.ts';

export interface GuidedReviewOptions {
  readonly start: Pick<BuildStart, 'hide' | 'show'>;
  readonly openGuide: () => Promise<Guide>;
  readonly session: () => Session;
  readonly observer: Pick<ViewObserver, 'repeat'>;
}

/** Implements `ReviewPlan`. The guide closes by itself when the build is interrupted. */
export async function reviewInGuide({
  start,
  openGuide,
  session,
  observer,
}: GuidedReviewOptions): Promise<'approved' | 'left'> {
  start.hide();
  const guide = await openGuide();
  const { PlanReview } = await import('./plan-review.ts');
  const answer = await new PlanReview(guide, session()).run().finally(() => guide.close());
  await (await start.show()).connect();
  observer.repeat();
  return answer;
}
