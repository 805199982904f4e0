db:
  test.nop
