include:
  - parts.part

early:
  test.nop
