a:
  test.nop:
    - name: x
   - wrong: y
