a:
  test.nop:
    - name: {{ salt['grains.gte']('os') }}
