nginx:
  test.nop: []

nginx:
  test.succeed_with_changes: []
