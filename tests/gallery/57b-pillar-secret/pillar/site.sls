#!yaml|gpg
site:
  port: 80
  password: |
    -----BEGIN PGP MESSAGE-----
    
    hF4DuA/aZJUFhHgSAQdA1Rm2bVIr5HJnh1J9iNb2smndXZl4MbglzNODFNgpsTgw
    23Ipb7vxffQCO2pbGJIJHH7Ft2xWtQhf6uvdmcxFRV0HFSU66MXEyuvI9bEY9M40
    0kgBCPGhDY/9cM2JPmh04Rgq2eCPkLkpFAe3fXgbAP9iLQWgd4WHS1Nzsm39iOH2
    Pn3CvnMFMsEKCIFnt82rxjCcWypk5e5Fhoc=
    =NMae
    -----END PGP MESSAGE-----
