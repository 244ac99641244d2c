/** Runs more cases than the gate does: `npm run fuzz -- COUNT [SEED]`. */
import { resolve } from 'node:path';

import { fuzz } from './fuzz';
import { loadBuiltPackage } from '../../sandbox/cli/builtPackage';

async function main(count: number, seed: number): Promise<void> {
	const built = await loadBuiltPackage(resolve(__dirname, '../..'));
	const findings = await fuzz(built, seed, count);
	for (const finding of findings) console.log(JSON.stringify(finding));
	console.log(`${count} cases from seed ${seed}: ${findings.length} broken promises`);
	if (findings.length > 0) process.exitCode = 1;
}

const [count = '20000', seed = String(Date.now() % 1e9)] = process.argv.slice(2);
void main(Number(count), Number(seed));
