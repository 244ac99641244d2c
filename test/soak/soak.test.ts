import { troubleOf } from './plan';
import { MAX_CONCURRENCY, runSoak } from './soak';
import { SOURCE } from '../faults/source';

const COUNT = 10_000;
const ITEMS = Array.from({ length: COUNT }, (_, item) => item);

/** Timers that keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

it('gives 10,000 items one outcome each, whatever a tenth of them meets', async () => {
	const timersBefore = timers();
	const soak = await runSoak(SOURCE, COUNT);
	expect(soak.status).toBe('success');
	expect(soak.items.map(({ pairedItem }) => pairedItem)).toEqual(ITEMS.map((item) => ({ item })));
	expect(soak.items.map(({ json }) => json.text ?? json.details)).toEqual(ITEMS.map(outcomeOf));
	// No item costs more than it has to, and the server has seen nothing that the items do not explain.
	const requests = ITEMS.map((item) => troubleOf(item)?.requests ?? 1);
	expect(soak.sent).toEqual(requests);
	expect(soak.requests).toBe(requests.reduce((sum, count) => sum + count, 0));
	expect(soak.peakInFlight).toBeLessThanOrEqual(MAX_CONCURRENCY);
	// Nothing is left behind.
	expect(soak.inFlight).toBe(0);
	expect(timers()).toBeLessThanOrEqual(timersBefore);
});

function outcomeOf(item: number): unknown {
	const trouble = troubleOf(item);
	if (!trouble?.error) return `Answer ${item}`;
	const details: unknown = expect.objectContaining({
		...trouble.error,
		attempts: trouble.requests,
	});
	return details;
}
