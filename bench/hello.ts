import { startDemoCloud } from '@internal/demo-cloud';
async function main() {
const t = Date.now();
const cloud = await startDemoCloud();
console.log(cloud.url, Date.now()-t);
await cloud.stop();
}
main();
