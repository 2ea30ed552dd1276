/**
 * `node ports.js check PORT` fails where the port is taken.
 * `node ports.js pick PORT` prints the port, or a free one where it is taken.
 */
'use strict';

const net = require('node:net');

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    // The portal listens to all addresses.
    server.listen({ port, exclusive: true }, () => {
      const { port: taken } = server.address();
      server.close(() => resolve(taken));
    });
  });
}

async function main([command, text]) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`'${text}' is not a port: it must be from 1 to 65535`);
  }
  try {
    await listen(port);
  } catch (error) {
    if (command === 'check') {
      throw error.code === 'EADDRINUSE'
        ? new Error(`port ${port} is taken`)
        : error;
    }
    process.stdout.write(`${await listen(0)}\n`);
    return;
  }
  if (command === 'pick') {
    process.stdout.write(`${port}\n`);
  }
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
