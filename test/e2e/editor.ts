import { startN8n } from './n8n';
async function main() {
	const n8n = await startN8n();
	console.log(JSON.stringify(n8n), n8n.log);
	process.on('SIGTERM', () => void n8n.stop().then(() => process.exit()));
}
void main();
