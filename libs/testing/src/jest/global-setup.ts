export default function g(): void {}
