import * as fc from 'fast-check';

import { runItems, type ItemWorker, type RunOptions } from '../../../nodes/shared/run/runItems';

const OPTIONS: RunOptions<unknown> = {
	count: 5,
	concurrency: 2,
	keepGoing: true,
	toFailure: (error) => error,
};

/** A promise and the means to settle it. */
function gate() {
	let open: () => void = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

/** Lets everything run that does not wait for anything else. */
async function settle(): Promise<void> {
	await new Promise(setImmediate);
}

describe('runItems', () => {
	it('gives one outcome per item in the order of the items', async () => {
		const outcomes = await runItems(OPTIONS, async (index) => {
			if (index === 3) throw new Error('three');
			for (let turn = index; turn < 5; turn++) await Promise.resolve();
			return index * 10;
		});

		expect(outcomes).toEqual([
			{ ok: true, value: 0 },
			{ ok: true, value: 10 },
			{ ok: true, value: 20 },
			{ ok: false, error: new Error('three') },
			{ ok: true, value: 40 },
		]);
	});

	it('gives nothing for no items', async () => {
		await expect(
			runItems({ ...OPTIONS, count: 0 }, () => Promise.reject(new Error())),
		).resolves.toEqual([]);
	});

	it('is never above its concurrency and runs every item once, whatever takes how long', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat(8), { maxLength: 40 }),
				fc.integer({ min: 1, max: 10 }),
				async (turns, concurrency) => {
					const runs = turns.map(() => 0);
					let active = 0;
					let peak = 0;
					const outcomes = await runItems(
						{ ...OPTIONS, count: turns.length, concurrency },
						async (index) => {
							runs[index] = (runs[index] ?? 0) + 1;
							peak = Math.max(peak, ++active);
							for (let turn = 0; turn < (turns[index] ?? 0); turn++) await Promise.resolve();
							active--;
							return index;
						},
					);
					expect(outcomes.map((outcome) => outcome.ok && outcome.value)).toEqual([...turns.keys()]);
					expect(runs).toEqual(turns.map(() => 1));
					expect(peak).toBeLessThanOrEqual(concurrency);
				},
			),
		);
	});

	it('does not let a slow item hold up the others', async () => {
		const slow = gate();
		const done: number[] = [];
		const running = runItems(OPTIONS, async (index) => {
			if (index === 0) await slow.opened;
			done.push(index);
		});
		await settle();

		expect(done).toEqual([1, 2, 3, 4]);
		slow.open();
		await running;
		expect(done).toEqual([1, 2, 3, 4, 0]);
	});

	it('lets others use the slot of an item that waits, which then goes on before new ones', async () => {
		const healed = gate();
		const events: string[] = [];
		const worker: ItemWorker<void> = async (index, slot) => {
			events.push(`begin ${index}`);
			if (index === 0) {
				await slot.releaseWhile(healed.opened);
				events.push('again 0');
			}
			if (index === 1) healed.open();
			await settle();
		};
		await runItems({ ...OPTIONS, count: 4, concurrency: 1 }, worker);

		expect(events).toEqual(['begin 0', 'begin 1', 'again 0', 'begin 2', 'begin 3']);
	});

	it('stops at the first failure: aborts what is under way, begins nothing, throws that failure', async () => {
		const begun: number[] = [];
		const aborted: number[] = [];
		const running = runItems(
			{ ...OPTIONS, keepGoing: false, toFailure: (error, index) => `${String(error)} at ${index}` },
			async (index, _slot, signal) => {
				begun.push(index);
				if (index === 1) throw new TypeError('broken');
				await new Promise((_resolve, reject) => {
					signal.addEventListener('abort', () => {
						aborted.push(index);
						reject(new Error('a consequence'));
					});
				});
			},
		);

		await expect(running).rejects.toBe('TypeError: broken at 1');
		expect(begun).toEqual([0, 1]);
		expect(aborted).toEqual([0]);
	});

	it.each([true, false])('ends with the reason of the signal (keepGoing %s)', async (keepGoing) => {
		const cancel = new AbortController();
		let begun = 0;
		const running = runItems(
			{ ...OPTIONS, keepGoing, signal: cancel.signal },
			async (_index, slot, signal) => {
				begun++;
				await slot.releaseWhile(
					new Promise((_resolve, reject) => {
						signal.addEventListener('abort', () => reject(new Error('a consequence')));
					}),
				);
			},
		);
		await settle();
		const reason = new Error('stopped');
		cancel.abort(reason);

		await expect(running).rejects.toBe(reason);
		expect(begun).toBe(5);
		await expect(
			runItems({ ...OPTIONS, signal: cancel.signal }, () => Promise.resolve()),
		).rejects.toBe(reason);
	});

	it.each([true, false])(
		'ends when no failure can be made of what was thrown (keepGoing %s)',
		async (keepGoing) => {
			const unexpected = new Error('no failure');
			const toFailure = () => {
				throw unexpected;
			};
			const running = runItems({ ...OPTIONS, keepGoing, toFailure }, (index) =>
				index === 1 ? Promise.reject(new Error('one')) : Promise.resolve(index),
			);
			await expect(running).rejects.toBe(unexpected);
		},
	);

	it('begins no more than some hundred items while others wait', async () => {
		const healed = gate();
		let begun = 0;
		const running = runItems({ ...OPTIONS, count: 1000 }, async (_index, slot) => {
			begun++;
			await slot.releaseWhile(healed.opened);
		});
		await settle();

		expect(begun).toBe(258);
		healed.open();
		await running;
		expect(begun).toBe(1000);
	});
});
