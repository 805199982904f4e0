include:
  - .conf
  - .missing

motd:
  test.nop
